// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "apply/batch.h"

#include <algorithm>
#include <functional>

namespace tidegate::apply {

namespace {

/// A change and what netting makes of it while it is written (row, key, index entry, values): for narrow rows the
/// larger part. Measured with rows of two columns; wide rows are bounded by their blocks.
constexpr std::size_t changeBytes = sizeof(Change) + 256;

bool holds(const stream::Block &block, std::string_view message)
{
    const std::less_equal<const char *> notAfter;
    const auto content = block.content();
    return notAfter(content.data(), message.data())
        && notAfter(message.data() + message.size(), content.data() + content.size());
}

} // namespace

void Batch::add(Change change, const stream::BlockPointer &block)
{
    changes.push_back(std::move(change));
    bytes += changeBytes;
    if (blocks.empty() || blocks.back() != block) {
        blocks.push_back(block);
        bytes += block->weight();
    }
}

std::size_t Batch::freeable(const stream::BlockPointer &reading) const
{
    return !blocks.empty() && blocks.back() == reading ? bytes - reading->weight() : bytes;
}

void Batch::clearChanges()
{
    changes.clear();
    blocks.clear();
    bytes = 0;
}

std::size_t Batch::completeTransactions() const
{
    return transactions.empty() || transactions.back().end.isValid() ? transactions.size() : transactions.size() - 1;
}

Batch Batch::takeComplete()
{
    const auto complete = completeTransactions();
    Batch taken;
    taken.blocks = blocks;
    taken.transactions.assign(std::make_move_iterator(transactions.begin()),
                              std::make_move_iterator(transactions.begin() + static_cast<std::ptrdiff_t>(complete)));
    const auto cut = std::find_if(changes.begin(), changes.end(),
                                  [&](const Change &change) { return change.transaction >= complete; });
    taken.changes.assign(std::make_move_iterator(changes.begin()), std::make_move_iterator(cut));
    changes.erase(changes.begin(), cut);
    transactions.erase(transactions.begin(), transactions.begin() + static_cast<std::ptrdiff_t>(complete));
    for (auto &change : changes)
        change.transaction -= static_cast<std::uint32_t>(complete);
    if (changes.empty()) {
        clearChanges();
        return taken;
    }
    const auto needed = std::find_if(blocks.begin(), blocks.end(), [&](const stream::BlockPointer &block) {
        return holds(*block, changes.front().message);
    });
    blocks.erase(blocks.begin(), needed);
    bytes = changes.size() * changeBytes;
    for (const auto &block : blocks)
        bytes += block->weight();
    return taken;
}

} // namespace tidegate::apply
