// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

class QPlainTextEdit;
class QPushButton;

namespace tidegate::widgets {

/// SQL to read, select and copy; never edited here.
class ScriptView : public QWidget
{
    Q_OBJECT
public:
    /// `name` says what the SQL is for, for those who cannot see where it stands.
    explicit ScriptView(const QString &name, QWidget *parent = nullptr);

    void setSql(const QString &sql);
    QString sql() const;

private:
    void copy() const;

    QPlainTextEdit *m_text;
    QPushButton *m_copy;
};

} // namespace tidegate::widgets
