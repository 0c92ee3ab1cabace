// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/finding.h"
#include "base/problem.h"
#include "phrases/phrase.h"

#include <string>
#include <string_view>
#include <vector>

/// The engine speaks in codes; here they become English. Pure functions, callable from any thread.
/// Arguments are shown as they come, so whoever reports gives them ready to read: byte counts through
/// displayBytes(), names through RelationName::display(), lists joined by ", ", seconds as plain numbers.
namespace tidegate::phrases {

Phrase phrase(Code code);
/// The code's; but RelationChanged and RelationRewritten say of no statement to run if there is none.
Phrase phrase(Code code, const std::vector<std::string> &arguments);

/// `text` with %1 … %9 replaced by the arguments. One pass: a % inside an argument stays as it is. An
/// argument that was not given becomes "?", because a report with a gap is better than none.
std::string filled(std::string_view text, const std::vector<std::string> &arguments);

/// The three parts in one line, followed by the evidence that is there: the server's or library's own
/// words, SQLSTATE and the statement, each cut at 1000 bytes. Passwords are redacted.
std::string sentence(const Problem &problem);
/// "[Code] sentence": for an answer that a program reads as well.
std::string coded(const Problem &problem);
/// The three parts in one line, followed by the statement that would mend it.
std::string sentence(const Finding &finding);

} // namespace tidegate::phrases
