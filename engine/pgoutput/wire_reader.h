// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/lsn.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace tidegate::pgoutput {

/// Reads one message's fields in order, for this room alone. Every read first checks what is left, so no
/// input leads it out of bounds; it throws ProtocolError. `field` names are for the error's text.
class WireReader
{
public:
    explicit WireReader(std::string_view message)
        : m_begin(message.data())
        , m_at(m_begin)
        , m_end(m_begin + message.size())
    {
    }

    std::size_t remaining() const { return static_cast<std::size_t>(m_end - m_at); }

    std::uint8_t u8(const char *field) { return static_cast<std::uint8_t>(bigEndian<1>(field)); }
    std::int16_t i16(const char *field) { return static_cast<std::int16_t>(bigEndian<2>(field)); }
    std::uint32_t u32(const char *field) { return static_cast<std::uint32_t>(bigEndian<4>(field)); }
    std::int32_t i32(const char *field) { return static_cast<std::int32_t>(u32(field)); }
    std::uint64_t u64(const char *field) { return bigEndian<8>(field); }
    std::int64_t i64(const char *field) { return static_cast<std::int64_t>(u64(field)); }
    char letter(const char *field) { return static_cast<char>(u8(field)); }
    Lsn lsn(const char *field) { return Lsn{u64(field)}; }

    /// An Int32 length and so many bytes.
    std::string_view counted(const char *field)
    {
        const std::int32_t length = i32(field);
        if (length < 0 || static_cast<std::size_t>(length) > remaining())
            failLength(field, length);
        const std::string_view bytes(m_at, static_cast<std::size_t>(length));
        m_at += length;
        return bytes;
    }

    /// A string with its closing zero byte, returned without it.
    std::string_view text(const char *field)
    {
        // An empty view may hold a null pointer, which memchr must not get.
        const void *zero = m_at == m_end ? nullptr : std::memchr(m_at, 0, remaining());
        if (!zero)
            failOpenText(field);
        const char *end = static_cast<const char *>(zero);
        const std::string_view result(m_at, static_cast<std::size_t>(end - m_at));
        m_at = end + 1;
        return result;
    }

    std::string_view rest()
    {
        const std::string_view bytes(m_at, remaining());
        m_at = m_end;
        return bytes;
    }

    void expectEnd() const
    {
        if (m_at != m_end)
            failTrailing();
    }

    /// Fails at the field that began `back` bytes ago.
    [[noreturn]] void fail(std::size_t back, std::string_view problem) const;

private:
    template <std::size_t Size>
    std::uint64_t bigEndian(const char *field)
    {
        if (remaining() < Size)
            failShort(field, Size);
        // Byte by byte is right on every byte order and alignment; compilers make one load of it.
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < Size; ++i)
            value = (value << 8) | static_cast<unsigned char>(m_at[i]);
        m_at += Size;
        return value;
    }

    // Out of line, so that the reads above stay small enough to be inlined.
    [[noreturn]] void failShort(const char *field, std::size_t size) const;
    [[noreturn]] void failLength(const char *field, std::int32_t length) const;
    [[noreturn]] void failOpenText(const char *field) const;
    [[noreturn]] void failTrailing() const;

    const char *m_begin;
    const char *m_at;
    const char *m_end;
};

} // namespace tidegate::pgoutput
