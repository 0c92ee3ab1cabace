// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace tidegate {

/// What was freed goes back to the system, as far as the C library keeps it for itself (glibc keeps up to 64 MB a thread
/// after a few large blocks). Any thread; takes about a millisecond, so only after something large.
void returnFreedMemory() noexcept;

} // namespace tidegate
