// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "torture_place.h"

#include "support/oracle.h"

#include <set>
#include <string>
#include <vector>

namespace tidegate::torture {

/// What the people of both databases do while the migration runs: tables join, leave and come back, are copied again,
/// partitions and columns come and go. Members that change something are false if it was not carried out in time.
class Changes
{
public:
    explicit Changes(Place &place) : m_place(place) {}

    /// t_late joins; in every seed once.
    bool lateJoins();
    /// One of the others, by chance.
    bool make();
    /// Nothing is half done any more.
    bool settle();
    /// Runs what status says is to be run on the target, each statement once; then a table that has to be copied again is.
    void mendAsShown();
    /// What has to be equal now.
    std::vector<support::TablePair> tables() const;

private:
    bool resync();
    bool leaves();
    bool comesBack();
    bool partitionComes();
    bool partitionGoes();
    bool rootGrows();
    bool tableIsMade();
    bool definition();
    std::string shape(); ///< the next change of t_shape's columns
    bool mended(); ///< both sides have the same columns; mends until then
    bool refresh();

    Place &m_place;
    bool m_left = false;
    int m_partitions = 4; ///< of t_ranged, that ever were
    int m_gone = 0;       ///< the oldest of them
    int m_roots = 3;      ///< of t_rooted
    int m_made = 0;       ///< tables in schema extra
    int m_serial = 0;
    struct Column {
        std::string name;
        std::string type;
    };
    std::vector<Column> m_columns;    ///< those of t_shape that change
    bool m_byHand = false;            ///< the change of now was made on both sides
    std::set<std::string> m_mends;    ///< were run on the target for it
};

} // namespace tidegate::torture
