// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>

#include <map>
#include <optional>

namespace tidegate::settings {
class Settings;
}

namespace tidegate::frame {

enum class Milestone {
    Checked,    ///< the checks of both servers refuse nothing
    TablesMade, ///< the target has what rows need
    KeysMade,   ///< and what was left for after the copy, but for what acts on rows or would act on what the stream brings
    Begun,      ///< the target knows the migration
    CutOver,
    Cleaned, ///< nothing of the migration is left on a server
};

/// What has been done of the migration in work, told by whoever saw it. Absent: nobody has looked. What does not become
/// untrue by itself (Begun, CutOver, Cleaned) is still known when the window opens again. GUI thread.
class Milestones : public QObject
{
    Q_OBJECT
public:
    explicit Milestones(settings::Settings &settings, QObject *parent = nullptr);

    std::optional<bool> of(Milestone milestone) const;
    bool isReached(Milestone milestone) const { return of(milestone).value_or(false); }
    void set(Milestone milestone, bool reached);
    void forget(Milestone milestone);
    void forgetAll(); ///< it is another migration

signals:
    void changed();

private:
    void remember();

    settings::Settings &m_settings;
    std::map<Milestone, bool> m_known;
};

} // namespace tidegate::frame
