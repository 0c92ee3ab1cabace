// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "apply/byte_texts.h"
#include "base/relation_name.h"
#include "catalog/relation.h"
#include "definition/held_tables.h"
#include "pgoutput/message.h"
#include "postgres/connection.h"
#include "units/unit_registry.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tidegate::apply {

/// How the row of an old or new tuple is found on the target.
enum class RowMatch {
    Key,      ///< by a unique, immediate, not-null key that the stream sends
    WholeRow, ///< REPLICA IDENTITY FULL without such a key: one of the rows equal to the image (rule 19)
    None      ///< identity NOTHING: only inserts can come
};

/// One source relation as the stream describes it now, joined to its target: which column goes where, and the SQL
/// of every kind of write. Rebuilt at each Relation message that differs. Values are parameters, always as text.
class TargetTable
{
public:
    struct Column {
        std::string name;           ///< on the target
        bool gone = false;          ///< both sides have dropped it since: its values are left out
        std::string type;           ///< cast target, without a length, also of a domain: assignment then checks it, a cast would cut
        bool ownTextCast = false;   ///< no value may be cast from a text: catalog::Column
        bool holdsFloats = false;   ///< catalog::holdsFloats()
        bool isByte = false;        ///< "char" on both sides, of differing texts: addValue() sends its values as numbers
        bool key = false;           ///< in the row key
        bool identityAlways = false;
        bool unique = false;        ///< in some other unique or exclusion index of the target
    };

    /// `places`: where the relation's columns go on the target.
    /// Throws ProblemError TargetColumnMissing.
    TargetTable(const pgoutput::Relation &relation, const std::vector<definition::Place> &places,
                const units::OwnedRelation &owned, const catalog::Relation &target, ByteTexts &byteTexts, bool lenient);

    /// Names alone, for a change that is not made now (rule 15).
    explicit TargetTable(const units::OwnedRelation &owned);

    const RelationName &source() const { return m_source; }
    const RelationName &target() const { return m_target; }
    std::uint32_t oid() const { return m_oid; } ///< on the source
    const definition::Written &written() const { return m_written; } ///< without an oid of names alone
    const std::vector<Column> &columns() const { return m_columns; }
    const std::vector<std::size_t> &key() const { return m_key; } ///< indexes into columns(), in key order
    RowMatch match() const { return m_match; }
    bool hasOtherUniques() const { return m_otherUniques; }
    /// May values, or those of its key, stand in arrays, from which they are cast as texts?
    bool takesSets() const { return !m_ownTextCasts; }
    bool takesSetsOfKeys() const { return !m_ownTextCastOfKey; }
    /// May its rows come by COPY, which takes values as the stream sends them?
    bool takesCopies() const { return !m_bytes; }
    /// Rows may be missing and that is counted, not an error: nothing was copied, or rows stood there.
    bool lenient() const { return m_lenient; }
    bool shared() const { return m_shared; }

    /// COPY target (columns) FROM STDIN.
    const std::string &copySql() const { return m_copy; }
    /// INSERT of one row; a parameter a column.
    const std::string &insertSql() const { return m_insert; }
    /// Deletes the rows whose keys are in the arrays, one text[] a key column.
    const std::string &deleteSetSql() const { return m_deleteSet; }
    /// Deletes one row: parameters are the key, or the whole old row.
    const std::string &deleteOneSql() const { return m_deleteOne; }
    /// Updates from arrays: one text[] a key column, then one a column of `set`.
    std::string updateSetSql(const std::vector<std::size_t> &set) const;
    /// Updates one row: a parameter for each of `set`, then the old key or the whole old row.
    std::string updateOneSql(const std::vector<std::size_t> &set) const;
    /// For a change that an UPDATE may not make (a GENERATED ALWAYS identity): takes the row out and puts it in
    /// again, columns outside `set` keeping their values, and so do those that only the target has.
    std::string replaceOneSql(const std::vector<std::size_t> &set) const;
    std::string deleteAllSql() const;
    /// Its own rows, not those of tables that inherit from it: quoted, perhaps with ONLY.
    const std::string &rows() const { return m_rows; }

private:
    std::string oneRowCondition(std::size_t firstParameter) const;
    void chooseMatch(const pgoutput::Relation &relation, const catalog::Relation &target);

    RelationName m_source;
    RelationName m_target;
    std::uint32_t m_oid = 0;
    definition::Written m_written;
    std::string m_quoted;
    std::string m_rows;
    std::vector<Column> m_columns;
    std::vector<std::string> m_ownColumns; ///< that only the target has and that can be written
    std::vector<std::size_t> m_key;
    std::vector<std::string> m_keyEquals; ///< OPERATOR(…) of each key column
    RowMatch m_match = RowMatch::None;
    bool m_otherUniques = false;
    bool m_ownTextCasts = false;
    bool m_ownTextCastOfKey = false;
    bool m_bytes = false;
    bool m_lenient = false;
    bool m_shared = false;
    std::string m_copy;
    std::string m_insert;
    std::string m_deleteSet;
    std::string m_deleteOne;
};

} // namespace tidegate::apply
