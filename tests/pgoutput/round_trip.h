// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "encoder.h"

#include "pgoutput/peek.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace tidegate::pgoutput {

/// The bytes as the server writes them: it shortens pg_catalog, and the decoder reads both forms alike.
inline std::string canonical(std::string_view bytes)
{
    std::string result(bytes);
    constexpr std::string_view longForm("pg_catalog\0", 11);
    if (!bytes.empty() && (bytes[0] == 'R' || bytes[0] == 'Y') && bytes.size() > 5
        && bytes.substr(5, longForm.size()) == longForm)
        result.erase(5, longForm.size() - 1);
    return result;
}

/// What is wrong with a message that was decoded from `bytes`; nullptr if it says all that the bytes say, and
/// borrows from them alone.
inline const char *wrongWith(const Message &message, std::string_view bytes)
{
    const auto inside = [&](std::string_view view) {
        const std::less_equal<const char *> notAfter;
        return view.empty()
            || (notAfter(bytes.data(), view.data())
                && notAfter(view.data() + view.size(), bytes.data() + bytes.size()));
    };
    const auto tupleInside = [&](Tuple tuple) {
        for (const Value &value : tuple) {
            if (!inside(value.bytes))
                return false;
        }
        return true;
    };
    bool borrowed = true;
    std::optional<std::uint32_t> changed;
    if (const auto *insert = std::get_if<Insert>(&message)) {
        borrowed = tupleInside(insert->newTuple);
        changed = insert->relation;
    } else if (const auto *update = std::get_if<Update>(&message)) {
        borrowed = tupleInside(update->oldTuple) && tupleInside(update->newTuple);
        changed = update->relation;
    } else if (const auto *del = std::get_if<Delete>(&message)) {
        borrowed = tupleInside(del->oldTuple);
        changed = del->relation;
    } else if (const auto *logical = std::get_if<LogicalMessage>(&message))
        borrowed = inside(logical->prefix) && inside(logical->content);
    else if (const auto *origin = std::get_if<Origin>(&message))
        borrowed = inside(origin->name);
    if (!borrowed)
        return "a view outside of the bytes";
    if (changedRelation(bytes) != changed)
        return "the peek sees another relation";
    if (Encoder().encode(message) != canonical(bytes))
        return "encoded, the message gives other bytes";
    return nullptr;
}

} // namespace tidegate::pgoutput
