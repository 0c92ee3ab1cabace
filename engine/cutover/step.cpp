// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cutover/step.h"

#include "base/enumerator_named.h"

namespace tidegate::cutover {

const char *stepName(Step step)
{
    switch (step) {
    case Step::Readiness:
        return "checking";
    case Step::StopWrites:
        return "stopping writes";
    case Step::Barrier:
        return "waiting for open transactions";
    case Step::Prepared:
        return "looking for prepared transactions";
    case Step::Marker:
        return "setting the marker";
    case Step::Applying:
        return "applying the last changes";
    case Step::Sequences:
        return "setting sequences";
    case Step::Recording:
        return "recording the cutover";
    case Step::Done:
        return "done";
    case Step::Undoing:
        return "undoing";
    }
    return "";
}

std::optional<Step> stepNamed(std::string_view name)
{
    return enumeratorNamed(name, Step::Undoing, stepName);
}

std::string stepText(Step step, const std::string &words)
{
    return stepName(step) + (words.empty() ? std::string() : ": " + words);
}

} // namespace tidegate::cutover
