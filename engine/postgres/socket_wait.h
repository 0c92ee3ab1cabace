// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace tidegate::postgres {

enum class Readiness { None = 0, Read = 1, Write = 2, Both = 3 };

/// Waits until the socket is ready for any of `wanted`, at most `milliseconds`; None when the time is over.
/// The one place of this room that differs between POSIX and Windows.
Readiness waitForSocket(int socket, Readiness wanted, int milliseconds);

} // namespace tidegate::postgres
