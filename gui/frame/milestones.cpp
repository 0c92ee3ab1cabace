// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "frame/milestones.h"

#include "settings/settings.h"

#include <QStringList>

#include <array>
#include <utility>

namespace tidegate::frame {

namespace {

/// Those that are kept, as the settings call them.
constexpr std::array kept{std::pair{Milestone::Begun, QLatin1String("begun")},
                          std::pair{Milestone::CutOver, QLatin1String("cut-over")},
                          std::pair{Milestone::Cleaned, QLatin1String("cleaned")}};

} // namespace

Milestones::Milestones(settings::Settings &settings, QObject *parent) : QObject(parent), m_settings(settings)
{
    const auto names = settings.milestones();
    for (const auto &[milestone, name] : kept) {
        if (names.contains(name))
            m_known[milestone] = true;
    }
}

std::optional<bool> Milestones::of(Milestone milestone) const
{
    const auto found = m_known.find(milestone);
    return found == m_known.end() ? std::nullopt : std::optional(found->second);
}

void Milestones::set(Milestone milestone, bool reached)
{
    if (of(milestone) == reached)
        return;
    m_known[milestone] = reached;
    remember();
}

void Milestones::forget(Milestone milestone)
{
    if (m_known.erase(milestone) > 0)
        remember();
}

void Milestones::forgetAll()
{
    if (m_known.empty())
        return;
    m_known.clear();
    remember();
}

void Milestones::remember()
{
    QStringList names;
    for (const auto &[milestone, name] : kept) {
        if (isReached(milestone))
            names << name;
    }
    m_settings.setMilestones(names);
    emit changed();
}

} // namespace tidegate::frame
