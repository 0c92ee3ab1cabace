// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "look/hue.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace tidegate::ask {

/// A question with at least one answer besides Cancel, which is always there, the default, and what Escape means.
struct Question {
    struct Choice {
        QString id;         ///< what the asker answers with
        QString text;       ///< a verb: "Delete", "Stop and close"; never "Yes"
        bool loses = false; ///< something is gone after it
    };
    QString title;
    QString text;
    QString more; ///< smaller, below; may be empty
    QString sql;  ///< what would run, or other evidence, shown on demand; may be empty
    std::vector<Choice> choices;
};

/// One of the two servers that something is about to happen to.
struct ServerName {
    QString role; ///< "Source", "Target"
    QString name;
    QString address;
    QString environment; ///< "Production"
    look::Hue hue = look::Hue::Grey;
};

/// Before something that cannot be taken back: cutover, sequence reset, cleanup, resync, drop.
struct DangerousQuestion {
    QString title;
    QString text; ///< what will happen
    std::vector<ServerName> servers;
    QStringList cannotBeUndone; ///< one line each
    QString sql;                ///< all that would run; may be empty if there is none
    QString verb;               ///< on the button that does it
    /// What must be typed before the button works (the database's name, on production); empty: nothing.
    QString typed;
};

struct FileQuestion {
    enum class Kind { Open, Save, Directory };
    Kind kind = Kind::Open;
    QString title;
    QString start;       ///< a path to begin at; may be empty
    QStringList filters; ///< "Certificates (*.crt *.pem)"
};

} // namespace tidegate::ask
