// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "jobs/source_preparation.h"

#include <QWidget>

#include <vector>

class QAction;
class QCheckBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QVBoxLayout;

namespace tidegate::widgets {
class StatusBadge;
}

namespace tidegate::pages {

/// The publication that the plan's tables need: how it stands, and the statements that make it so, which can be
/// changed and refused one by one before any runs.
class PublicationCard : public QWidget
{
    Q_OBJECT
public:
    /// `publish` runs script(); enabled while that has something to run.
    explicit PublicationCard(QAction *publish, QWidget *parent = nullptr);

    /// `tables`: how many are chosen. `fixed`: the subscription has its name, since it may have begun.
    void show(const jobs::SourcePreparation &found, int tables, bool fixed);
    void showNothing();
    bool isReady() const { return m_isReady; }

    /// As it was changed; what was refused is skipped.
    script::Script script() const;
    void updateAction();

signals:
    void renamed(const QString &subscription);

private:
    struct Line {
        QCheckBox *run;
        QPlainTextEdit *sql;
    };
    void showStanding(const jobs::SourcePreparation &found, int tables);
    void showStatements(const script::Script &script);

    QAction *m_publish;
    QLineEdit *m_name;
    widgets::StatusBadge *m_state;
    QLabel *m_words;
    QVBoxLayout *m_statements;
    script::Script m_script;
    std::vector<Line> m_lines;
    bool m_isReady = false;
};

} // namespace tidegate::pages
