// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <deque>
#include <limits>
#include <vector>

namespace tidegate::charts {

/// Figures over a day in bounded memory: levels of growing steps, each of at most `pointsPerLevel` points, so that any
/// span is drawn from a few hundred. Plain data, no clock of its own; belongs to one thread.
class History
{
public:
    static constexpr std::size_t pointsPerLevel = 600;
    static constexpr double absent = std::numeric_limits<double>::quiet_NaN();

    /// What stays of several values that fall into one step.
    enum class Keep {
        Last,    ///< of a level that is where it is: rows done
        Greatest ///< of one whose peaks count: lag
    };
    struct Point {
        double at = 0;              ///< seconds since the epoch: the last sample in the step
        std::vector<double> values; ///< one a field; absent where nothing was known
    };

    /// Steps of 1 s (for 10 minutes), 6 s (1 hour), 36 s (6 hours) and 144 s (a day).
    explicit History(std::vector<Keep> fields);

    /// `values` has as many as there are fields. What comes before the last sample, by a clock that was set back,
    /// begins everything anew.
    void add(double at, const std::vector<double> &values);
    void clear();

    bool isEmpty() const { return m_levels.front().points.empty(); }
    /// The last sample's time; 0 if there is none.
    double latest() const { return isEmpty() ? 0 : m_levels.front().points.back().at; }
    /// Of the last `seconds`, in ascending order, at most pointsPerLevel: by the finest level that reaches back so far.
    std::vector<Point> last(double seconds) const;

private:
    struct Level {
        double step = 1;
        std::deque<Point> points;
    };
    void merge(Point &into, const Point &next) const;

    std::vector<Keep> m_fields;
    std::vector<Level> m_levels; ///< finest first
};

} // namespace tidegate::charts
