// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/relation_name.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidegate::schema {

/// A piece of SQL text as PostgreSQL's scanner (scan.l, standard_conforming_strings on) would cut it; white space is
/// none. `text` points into what was read.
struct Token {
    enum class Kind {
        Word,       ///< keyword or plain identifier, number
        Quoted,     ///< "identifier"
        String,     ///< '…', E'…', $tag$…$tag$
        Comment,    ///< -- to the end of the line, or /* … */
        Symbol      ///< one character
    };
    Kind kind = Kind::Symbol;
    std::string_view text;
    std::size_t begin = 0;
};

/// What ends too early (an open quote) is one token up to the end.
std::vector<Token> tokens(std::string_view sql);

/// The name that an identifier's text stands for: without quotes, or folded to lower case.
std::string identifier(const Token &token);

/// The qualified name at `at`, which is moved behind it; nullopt, and `at` stays, if there is none.
std::optional<RelationName> qualifiedName(const std::vector<Token> &all, std::size_t &at);

/// Every qualified name that is a key of `names`, also inside '…'::regclass, by what it maps to. Nothing else changes.
std::string renamed(const std::string &sql, const std::map<RelationName, RelationName> &names);

} // namespace tidegate::schema
