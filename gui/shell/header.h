// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "shell/next_step.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace tidegate::frame {
class Workspace;
}
namespace tidegate::look {
class Chip;
}
namespace tidegate::settings {
struct SavedConnection;
}
namespace tidegate::widgets {
class StatusBadge;
}

namespace tidegate::shell {

/// Always in sight: source → target, how it stands, since when in sync, how far behind, and the one next step.
class Header : public QFrame
{
    Q_OBJECT
public:
    explicit Header(frame::Workspace &workspace, QWidget *parent = nullptr);

signals:
    void stepWanted(const tidegate::shell::NextStep &step);

private:
    struct Side {
        look::Chip *chip = nullptr;
        QLabel *name = nullptr;
        QLabel *address = nullptr;
    };
    Side makeSide();
    void showSide(const Side &side, const settings::SavedConnection *connection, const QString &none);
    void showRoles();
    void showRun();
    void showNext();

    frame::Workspace &m_workspace;
    Side m_source;
    Side m_target;
    widgets::StatusBadge *m_state;
    QLabel *m_figures;
    QLabel *m_next;
    QPushButton *m_go;
    NextStep m_step;
};

} // namespace tidegate::shell
