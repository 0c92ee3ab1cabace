// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "copy/row_pump.h"

#include "base/problem.h"

namespace tidegate::copy {

Pumped pumpRows(postgres::CopyOut &out, postgres::CopyIn *in, const ReadRelation &relation, bool binary,
                progress::CopyTally &tally, const std::atomic<bool> *abandon)
{
    constexpr std::uint64_t tellAfter = 256 * 1024; // bytes
    constexpr std::size_t binaryTrailer = 2;
    Pumped total;
    Pumped told;
    for (auto piece = out.next(); !piece.empty(); piece = out.next()) {
        if (in)
            in->write(piece);
        total.bytes += piece.size();
        total.rows += !binary || piece.size() > binaryTrailer ? 1 : 0;
        if (total.bytes - told.bytes >= tellAfter) {
            tally.add(total.rows - told.rows, total.bytes - told.bytes);
            told = total;
            if (abandon && abandon->load(std::memory_order_relaxed))
                throw Abandoned{};
        }
    }
    const auto taken = in ? in->finish() : 0;
    if (taken != out.rows())
        throw ProblemError(Code::Internal, {"the source gave " + std::to_string(out.rows()) + " rows of "
                                            + relation.definition.name.display() + ", the target took "
                                            + std::to_string(taken)});
    tally.add(taken > told.rows ? taken - told.rows : 0, total.bytes - told.bytes);
    return {taken, total.bytes};
}

std::vector<Pumped> pumpRelations(postgres::Connection &source, postgres::Connection &target, const std::vector<Pumping> &list,
                                  const std::function<void(std::size_t)> &at)
{
    if (list.empty())
        return {};
    std::vector<std::string> reads;
    std::vector<std::string> writes;
    for (const auto &each : list) {
        reads.push_back(SnapshotReader::copySql(each.relation, each.plan.columns, each.plan.binary));
        if (!each.relation.empty)
            writes.push_back(copyInSql(each.into, each.plan));
    }
    at(0);
    postgres::CopyOut out(source, std::move(reads));
    std::optional<postgres::CopyIn> in;
    std::vector<Pumped> all;
    for (std::size_t i = 0; i < list.size(); ++i) {
        at(i);
        const auto &each = list[i];
        if (i > 0)
            out.following();
        if (!each.relation.empty && in)
            in->following();
        else if (!each.relation.empty)
            in.emplace(target, std::move(writes));
        all.push_back(pumpRows(out, each.relation.empty ? nullptr : &*in, each.relation, each.plan.binary, each.tally));
    }
    return all;
}

} // namespace tidegate::copy
