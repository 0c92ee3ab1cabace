// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/code.h"

namespace tidegate {

const char *codeName(Code code)
{
    switch (code) {
#define TIDEGATE_CODE(name)                                                                                          \
    case Code::name:                                                                                                 \
        return #name;
        TIDEGATE_CODES(TIDEGATE_CODE)
#undef TIDEGATE_CODE
    }
    return "Internal";
}

std::optional<Code> codeNamed(std::string_view name)
{
#define TIDEGATE_CODE(code)                                                                                          \
    if (name == #code)                                                                                               \
        return Code::code;
    TIDEGATE_CODES(TIDEGATE_CODE)
#undef TIDEGATE_CODE
    return std::nullopt;
}

} // namespace tidegate
