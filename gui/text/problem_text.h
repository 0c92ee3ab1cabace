// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/finding.h"
#include "base/problem.h"

#include <QString>

/// The engine's codes in the user's language, by the catalogue's context "phrases". Pure; any thread.
namespace tidegate::text {

/// The three parts that every problem has, and the evidence, which is the server's and stays as it came.
struct ProblemText {
    QString happened;
    QString safe;
    QString todo;
    QString evidence; ///< the server's words, SQLSTATE, the statement; empty if there are none. Redacted.
    QString server;   ///< its words alone

    QString inOneLine() const;    ///< happened and what to do
    QString forClipboard() const; ///< all of it, for a mail to whoever can help
};
ProblemText problemText(const Problem &problem);
/// The same sentences; what mends it is not among them.
ProblemText findingText(const Finding &finding);

} // namespace tidegate::text
