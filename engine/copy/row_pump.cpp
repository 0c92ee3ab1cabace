// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "copy/row_pump.h"

#include "base/problem.h"
#include "postgres/copy_stream.h"

namespace tidegate::copy {

Pumped pumpRows(postgres::Connection &source, postgres::Connection &target, const ReadRelation &relation,
                const RelationName &into, const ColumnPlan &plan, const std::optional<PageRange> &pages,
                progress::CopyTally &tally, const std::atomic<bool> *abandon)
{
    constexpr std::uint64_t tellAfter = 256 * 1024; // bytes
    constexpr std::size_t binaryTrailer = 2;
    postgres::CopyOut out(source, SnapshotReader::copySql(relation, plan.columns, plan.binary, pages));
    postgres::CopyIn in(target, copyInSql(into, plan));
    Pumped total;
    Pumped told;
    for (auto piece = out.next(); !piece.empty(); piece = out.next()) {
        in.write(piece);
        total.bytes += piece.size();
        total.rows += !plan.binary || piece.size() > binaryTrailer ? 1 : 0;
        if (total.bytes - told.bytes >= tellAfter) {
            tally.add(total.rows - told.rows, total.bytes - told.bytes);
            told = total;
            if (abandon && abandon->load(std::memory_order_relaxed))
                throw Abandoned{};
        }
    }
    const auto taken = in.finish();
    if (taken != out.rows())
        throw ProblemError(Code::Internal, {"the source gave " + std::to_string(out.rows()) + " rows of "
                                            + relation.definition.name.display() + ", the target took "
                                            + std::to_string(taken)});
    tally.add(taken > told.rows ? taken - told.rows : 0, total.bytes - told.bytes);
    return {taken, total.bytes};
}

} // namespace tidegate::copy
