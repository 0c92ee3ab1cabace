// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

/// Failpoints and rule switches exist only in a testing build (TIDEGATE_TESTING); elsewhere they cost nothing
/// and cannot be reached. TIDEGATE_FAILPOINTS="name=action,name=action", actions: kill (SIGKILL-like end of
/// our process), throw (ConnectionLost-like std::runtime_error), delay:ms, wait:/path (stay until that file exists; our
/// arrival is announced by creating /path.here), once-variants by a '!' in front of the action.
/// TIDEGATE_RULES_OFF="6,10": rules of exactness that a directed test switches off to see rows lost.
namespace tidegate::failpoint {

#ifdef TIDEGATE_TESTING
/// `stillWanted` is asked while waiting; false ends the wait (a stop was asked).
void reach(std::string_view name, const std::function<bool()> &stillWanted = {});
bool ruleOff(std::string_view rule);
/// A size that a test makes smaller ("name=64000"), so that what needs much data needs little.
std::size_t size(std::string_view name, std::size_t otherwise);
#else
inline void reach(std::string_view, const std::function<bool()> & = {}) {}
constexpr bool ruleOff(std::string_view) { return false; }
constexpr std::size_t size(std::string_view, std::size_t otherwise) { return otherwise; }
#endif

} // namespace tidegate::failpoint
