// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "apply/target_table.h"
#include "journal/subscription.h"
#include "stream/block_queue.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tidegate::apply {

enum class ChangeKind : unsigned char {
    Insert,
    Update,
    Delete,
    Truncate,
    Definition, ///< a Relation message, parked before the changes that it describes
};

/// A change that the target must get. Its bytes are the pgoutput message, kept in the block it came in and decoded
/// again when it is written, which is cheaper than copying its values.
struct Change {
    std::string_view message;
    std::shared_ptr<TargetTable> table;
    Lsn lsn;
    std::uint32_t transaction = 0; ///< index into Batch::transactions
    ChangeKind kind = ChangeKind::Insert;
    std::int64_t parkedFor = 0; ///< not 0: put aside for this unit instead of made (rule 15)
    std::shared_ptr<const std::string> where = {}; ///< a TRUNCATE of this key range alone
    bool allAtOnce = false; ///< a TRUNCATE that may be one on the target, too (rule 9): none of its units is unfinished
};

struct AppliedTransaction {
    std::uint32_t xid = 0;
    Lsn commit;
    Lsn end;                        ///< invalid while the transaction is not complete
    std::int64_t commitTime = 0;    ///< Unix microseconds
    std::vector<std::string> markers; ///< nonces of our own logical messages (rule 18)
};

/// Changes of several source transactions in source order, to be written in one target transaction.
struct Batch {
    std::vector<Change> changes;
    std::vector<AppliedTransaction> transactions;
    std::vector<stream::BlockPointer> blocks; ///< what the messages point into
    /// What this keeps in memory: whole blocks, of which a skipped table's changes may be the larger part.
    std::size_t bytes = 0;

    /// `block` holds the message of `change`, and is the same as or later than those added before.
    void add(Change change, const stream::BlockPointer &block);
    /// Of `bytes`, what writing the batch would give back: the block that is being read stays in memory anyway.
    std::size_t freeable(const stream::BlockPointer &reading) const;
    bool empty() const { return changes.empty() && transactions.empty(); }
    /// Transactions that are complete; the last one may not be.
    std::size_t completeTransactions() const;
    /// Cuts off everything that belongs to complete transactions and returns it; the rest stays here.
    Batch takeComplete();
    /// What was written is let go; the transactions stay.
    void clearChanges();
};

} // namespace tidegate::apply
