// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace tidegate {

/// Which of the two servers something belongs on.
enum class Side { Source, Target };

} // namespace tidegate
