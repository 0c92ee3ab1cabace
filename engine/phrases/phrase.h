// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace tidegate::phrases {

/// What the engine says about one code, in English. %1, %2, … are the arguments noted in base/code.h.
/// The texts are literals marked for translation in the context "phrases"; the window gives them to
/// QCoreApplication::translate("phrases", …) and fills the arguments afterwards.
struct Phrase {
    const char *happened; ///< what was found or went wrong
    const char *safe;     ///< what is still as it should be
    const char *todo;     ///< what a person does now
};

} // namespace tidegate::phrases
