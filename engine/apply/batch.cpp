// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "apply/batch.h"

#include <algorithm>

namespace tidegate::apply {

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
    bytes = 0;
    for (const auto &change : changes)
        bytes += change.message.size() + sizeof(Change);
    // The open transaction began in one of the last blocks; the earlier ones are kept only if it needs them.
    if (changes.empty())
        blocks.clear();
    return taken;
}

} // namespace tidegate::apply
