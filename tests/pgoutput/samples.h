// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tidegate::pgoutput {

/// Bytes written by hand: pairs of hexadecimal digits, and "text" in single quotes; blanks mean nothing.
inline std::string wire(std::string_view notation)
{
    const auto digit = [](char c) {
        const auto at = std::string_view("0123456789ABCDEF").find(c);
        if (at == std::string_view::npos)
            throw std::logic_error("wire(): not a hexadecimal digit");
        return static_cast<int>(at);
    };
    std::string bytes;
    for (std::size_t i = 0; i < notation.size(); ++i) {
        if (notation[i] == ' ')
            continue;
        if (notation[i] == '\'') {
            const auto close = notation.find('\'', i + 1);
            if (close == std::string_view::npos)
                throw std::logic_error("wire(): a text does not end");
            bytes.append(notation.substr(i + 1, close - i - 1));
            i = close;
        } else {
            const int high = digit(notation[i++]);
            const int low = digit(i < notation.size() ? notation[i] : ' ');
            bytes.push_back(static_cast<char>(static_cast<unsigned char>(high * 16 + low)));
        }
    }
    return bytes;
}

/// A copy in an allocation of exactly its size, so that AddressSanitizer sees one byte read too many.
class ExactCopy
{
public:
    explicit ExactCopy(std::string_view bytes)
        : m_data(new char[bytes.size()])
        , m_size(bytes.size())
    {
        if (!bytes.empty())
            std::memcpy(m_data.get(), bytes.data(), bytes.size());
    }
    std::string_view view() const { return {m_data.get(), m_size}; }

private:
    std::unique_ptr<char[]> m_data;
    std::size_t m_size;
};

struct Sample {
    const char *name;
    std::string bytes;
};

/// At least one of every message, and every kind of value and tuple.
inline std::vector<Sample> samples()
{
    return {
        {"begin", wire("'B' 00000016B374D848 0002A1B2C3D4E5F6 0000C0DE")},
        {"commit", wire("'C' 00 00000016B374D848 00000016B374D878 0002A1B2C3D4E5F6")},
        {"origin", wire("'O' 0000000000ABCDEF 'upstream' 00")},
        {"relation", wire("'R' 00004001 'public' 00 'orders' 00 'd' 0003"
                          " 01 'id' 00 00000014 FFFFFFFF 00 'note' 00 00000413 00000024"
                          " 00 'total' 00 000006A4 000A0006")},
        {"relation of pg_catalog",
         wire("'R' 00000A11 00 'pg_thing' 00 'n' 0001 00 'x' 00 00000017 FFFFFFFF")},
        {"relation without columns", wire("'R' 00004002 'odd schema' 00 'none' 00 'f' 0000")},
        {"type", wire("'Y' 00004100 'public' 00 'mood' 00")},
        {"type of pg_catalog", wire("'Y' 00004101 00 'int4' 00")},
        {"insert", wire("'I' 00004001 'N' 0004 't' 00000002 '42' 'n' 't' 00000000 'b' 00000004 DEADBEEF")},
        {"insert without columns", wire("'I' 00004002 'N' 0000")},
        {"update", wire("'U' 00004001 'N' 0003 't' 00000002 '42' 'u' 't' 00000003 '1.5'")},
        {"update of the key", wire("'U' 00004001 'K' 0003 't' 00000002 '41' 'n' 'n'"
                                   " 'N' 0003 't' 00000002 '42' 'u' 'n'")},
        {"update, identity full",
         wire("'U' 00004002 'O' 0002 't' 00000001 'a' 'n' 'N' 0002 'u' 'b' 00000001 00")},
        {"delete by key", wire("'D' 00004001 'K' 0003 't' 00000002 '42' 'n' 'n'")},
        {"delete, identity full", wire("'D' 00004002 'O' 0002 't' 00000001 'a' 'n'")},
        {"truncate", wire("'T' 00000001 00 00004001")},
        {"truncate of three", wire("'T' 00000003 03 00004001 00004002 FFFFFFFF")},
        {"message", wire("'M' 01 00000016B374D848 'tidegate' 00 00000004 00FF'z'00")},
        {"message without a transaction", wire("'M' 00 00000016B374D849 00 00000000")},
    };
}

} // namespace tidegate::pgoutput
