// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/snapshot.h"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace tidegate {

namespace {

TransactionId parseId(std::string_view text)
{
    TransactionId id;
    const auto end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, id.value);
    if (result.ec != std::errc{} || result.ptr != end || id.value == 0)
        throw std::invalid_argument("not a transaction id: " + std::string(text));
    return id;
}

} // namespace

Snapshot Snapshot::parse(std::string_view text)
{
    const auto first = text.find(':');
    const auto second = first == std::string_view::npos ? first : text.find(':', first + 1);
    if (second == std::string_view::npos)
        throw std::invalid_argument("not a snapshot: " + std::string(text));
    Snapshot snapshot;
    snapshot.m_xmin = parseId(text.substr(0, first));
    snapshot.m_xmax = parseId(text.substr(first + 1, second - first - 1));
    auto list = text.substr(second + 1);
    while (!list.empty()) {
        const auto comma = std::min(list.find(','), list.size());
        snapshot.m_inProgress.push_back(parseId(list.substr(0, comma)));
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    if (snapshot.m_xmin > snapshot.m_xmax
        || !std::is_sorted(snapshot.m_inProgress.begin(), snapshot.m_inProgress.end()))
        throw std::invalid_argument("not a snapshot: " + std::string(text));
    return snapshot;
}

std::string Snapshot::toString() const
{
    std::string text = std::to_string(m_xmin.value) + ":" + std::to_string(m_xmax.value) + ":";
    for (std::size_t i = 0; i < m_inProgress.size(); ++i) {
        if (i > 0)
            text += ',';
        text += std::to_string(m_inProgress[i].value);
    }
    return text;
}

bool Snapshot::isVisible(TransactionId transaction) const
{
    if (transaction < m_xmin)
        return true;
    if (transaction >= m_xmax)
        return false;
    return !std::binary_search(m_inProgress.begin(), m_inProgress.end(), transaction);
}

TransactionId Snapshot::widen(std::uint32_t streamXid) const
{
    const auto distance = static_cast<std::int32_t>(streamXid - static_cast<std::uint32_t>(m_xmax.value));
    return TransactionId{m_xmax.value + static_cast<std::uint64_t>(static_cast<std::int64_t>(distance))};
}

} // namespace tidegate
