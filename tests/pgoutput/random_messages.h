// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "pgoutput/message.h"

#include <deque>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace tidegate::pgoutput {

/// Messages of every kind from a seed; what one borrows lives until the next. No distributions of the
/// standard library, for those differ between libraries and a seed must name one case everywhere.
class RandomMessages
{
public:
    explicit RandomMessages(std::uint64_t seed)
        : m_random(seed)
    {
    }

    std::uint64_t below(std::uint64_t end) { return m_random() % end; }

    std::string bytes(std::size_t most)
    {
        std::string result(below(most + 1), '\0');
        for (char &c : result)
            c = static_cast<char>(static_cast<unsigned char>(below(256)));
        return result;
    }

    Message next()
    {
        m_strings.clear();
        m_tuples.clear();
        switch (below(std::variant_size_v<Message>)) {
        case 0: return Begin{lsn(), time(), u32()};
        case 1: {
            const Lsn at = lsn();
            return Commit{at, Lsn{at.value + below(100)}, time()};
        }
        case 2: return Origin{lsn(), keep(name())};
        case 3: return relation();
        case 4: return Type{u32(), schema(), name()};
        case 5: return Insert{u32(), tuple(below(9))};
        case 6: return update();
        case 7: return Delete{u32(), below(2) ? OldKind::Key : OldKind::Full, tuple(below(9))};
        case 8: return Truncate{below(2) == 1, below(2) == 1, {u32(), u32(), u32()}};
        default: return LogicalMessage{below(2) == 1, lsn(), keep(name()), keep(bytes(300))};
        }
    }

private:
    std::uint32_t u32() { return static_cast<std::uint32_t>(m_random()); }
    std::int64_t time() { return static_cast<std::int64_t>(m_random()); }
    // Not zero, and with room for an end after it.
    Lsn lsn() { return Lsn{(m_random() >> below(60)) / 2 + 1}; }
    std::string schema() { return below(4) == 0 ? "pg_catalog" : 's' + name(); }

    std::string name()
    {
        std::string result = bytes(63);
        for (char &c : result)
            c = c ? c : 'x';
        return result;
    }

    std::string_view keep(std::string value) { return m_strings.emplace_back(std::move(value)); }

    Tuple tuple(std::size_t columns)
    {
        auto &values = m_tuples.emplace_back(columns);
        for (Value &value : values) {
            value.kind = static_cast<ValueKind>(below(4));
            if (value.kind == ValueKind::Text || value.kind == ValueKind::Binary)
                value.bytes = keep(bytes(below(50) ? 12 : 3000));
        }
        return values;
    }

    Relation relation()
    {
        Relation result{u32(), schema(), name(), "dnfi"[below(4)], std::vector<Column>(below(20))};
        for (Column &column : result.columns)
            column = {below(2) == 1, name(), u32(), static_cast<std::int32_t>(u32())};
        return result;
    }

    Update update()
    {
        const std::size_t columns = below(9);
        Update result{u32(), static_cast<OldKind>(below(3)), {}, {}};
        if (result.oldKind != OldKind::None)
            result.oldTuple = tuple(columns);
        result.newTuple = tuple(columns);
        return result;
    }

    std::mt19937_64 m_random;
    std::deque<std::string> m_strings;
    std::deque<std::vector<Value>> m_tuples;
};

} // namespace tidegate::pgoutput
