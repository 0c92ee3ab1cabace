// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "postgres/connection.h"

#include <optional>

namespace tidegate::apply {

/// What the text of a "char" that is no ASCII is worth on the other server. Before 15 it is the byte itself, converted as a
/// character, and from then on "\344" everywhere, of which older servers take the first character.
class ByteTexts
{
public:
    /// Both must outlive this; asked when it is first needed, with no statement under way.
    ByteTexts(postgres::Connection &source, postgres::Connection &target) : m_source(source), m_target(target) {}

    /// Whether the target would take the source's text for another value, or for none.
    bool differ();

private:
    postgres::Connection &m_source;
    postgres::Connection &m_target;
    std::optional<bool> m_differ;
};

} // namespace tidegate::apply
