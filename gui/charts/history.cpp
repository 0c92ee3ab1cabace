// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "charts/history.h"

#include <algorithm>
#include <cmath>

namespace tidegate::charts {

History::History(std::vector<Keep> fields) : m_fields(std::move(fields))
{
    for (const double step : {1.0, 6.0, 36.0, 144.0})
        m_levels.push_back({step, {}});
}

void History::add(double at, const std::vector<double> &values)
{
    if (!isEmpty() && at < latest())
        clear();
    const Point next{at, values};
    for (auto &level : m_levels) {
        auto &points = level.points;
        if (!points.empty() && std::floor(points.back().at / level.step) == std::floor(at / level.step)) {
            merge(points.back(), next);
            continue;
        }
        points.push_back(next);
        if (points.size() > pointsPerLevel)
            points.pop_front();
    }
}

void History::merge(Point &into, const Point &next) const
{
    into.at = next.at;
    for (std::size_t field = 0; field < m_fields.size(); ++field) {
        auto &value = into.values[field];
        const double more = next.values[field];
        const bool smaller = m_fields[field] == Keep::Greatest && value >= more; // false where either is absent
        if (!std::isnan(more) && !smaller)
            value = more;
    }
}

void History::clear()
{
    for (auto &level : m_levels)
        level.points.clear();
}

std::vector<History::Point> History::last(double seconds) const
{
    if (isEmpty())
        return {};
    const double from = latest() - seconds;
    const auto reaches = [&](const Level &level) {
        // By one step less than it is long: the newest is not over.
        return level.points.size() < pointsPerLevel || level.points.front().at <= from + 2 * level.step;
    };
    auto level = std::find_if(m_levels.begin(), m_levels.end(), reaches);
    if (level == m_levels.end())
        level = std::prev(m_levels.end());
    const auto begin = std::find_if(level->points.begin(), level->points.end(),
                                    [from](const Point &point) { return point.at >= from; });
    return {begin, level->points.end()};
}

} // namespace tidegate::charts
