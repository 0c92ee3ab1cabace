// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

class QAction;
class QLabel;
class QLineEdit;
class QSortFilterProxyModel;
class QTreeView;

namespace tidegate::pages {

class ScriptModel;
class StatementPanel;

/// One of the two scripts: what it is for, its statements, and the one that is looked at.
class ScriptPanel : public QWidget
{
    Q_OBJECT
public:
    struct Buttons {
        QList<QAction *> ofScript;
        QList<QAction *> ofStatement;
    };
    /// `name` is for object names, `title` for who cannot see where it stands, `hint` says when it runs.
    ScriptPanel(const QString &name, const QString &title, const QString &hint, ScriptModel &model,
                const Buttons &buttons, QWidget *parent = nullptr);

    ScriptModel &model() const { return m_model; }
    int currentRow() const; ///< of the model; -1: none
    void setCurrentRow(int row); ///< in sight, whatever the filter says
    void focusFilter();
    void focusSql();
    /// The hint with a warning instead of it; empty: the hint.
    void warn(const QString &warning);

signals:
    void currentChanged();

private:
    QTreeView *makeView(const QString &name, const QString &title);
    QWidget *makeTop(const QString &name, const QList<QAction *> &actions);
    void fit();

    ScriptModel &m_model;
    const QString m_hint;
    QSortFilterProxyModel *m_filtered;
    QLabel *m_words = nullptr;
    QLineEdit *m_filter = nullptr;
    QTreeView *m_view = nullptr;
    StatementPanel *m_statement = nullptr;
};

} // namespace tidegate::pages
