// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace tidegate::slot {

/// Prefix of the logical message that cutover puts into the stream and the consumer looks for; its content is a
/// nonce (exactness.md rule 18).
inline constexpr char markerPrefix[] = "tidegate-cutover";

} // namespace tidegate::slot
