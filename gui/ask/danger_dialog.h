// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ask/question.h"

#include <QDialog>

class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace tidegate::ask {

/// Both servers, what happens, what cannot be undone, the SQL, and two buttons of which Cancel is the default.
class DangerDialog : public QDialog
{
    Q_OBJECT
public:
    explicit DangerDialog(const DangerousQuestion &question, QWidget *parent = nullptr);

private:
    void addServers(QVBoxLayout &layout, const std::vector<ServerName> &servers);
    void addWarnings(QVBoxLayout &layout, const QStringList &lines);
    void addSql(QVBoxLayout &layout, const QString &sql);
    void addTyping(QVBoxLayout &layout, const QString &expected);
    void addButtons(QVBoxLayout &layout, const QString &verb);

    QLineEdit *m_typed = nullptr; ///< null: nothing need be typed
    QPushButton *m_doIt = nullptr;
};

} // namespace tidegate::ask
