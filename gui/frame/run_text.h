// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "look/tone.h"
#include "progress/progress_snapshot.h"

#include <QString>

namespace tidegate::frame {

/// A run's phase as a word and a tone, for the header and whoever else names it.
QString phaseWord(progress::Phase phase);
look::Tone phaseTone(progress::Phase phase);
/// "1.2 MB, 3.4 s behind"; empty while nothing is known.
QString lagText(const progress::ProgressSnapshot &snapshot);

} // namespace tidegate::frame
