# SPDX-FileCopyrightText: Tidegate contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# One INTERFACE target carries the language level, the warnings and Qt's strict macros to every room.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

add_library(tidegate_strict INTERFACE)
target_compile_definitions(tidegate_strict INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CONTEXTLESS_CONNECT
    QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_STRICT_ITERATORS QT_USE_QSTRINGBUILDER
    QT_NO_FOREACH)
if(MSVC)
    target_compile_options(tidegate_strict INTERFACE /W4 /permissive- /utf-8)
else()
    target_compile_options(tidegate_strict INTERFACE
        -Wall -Wextra -Wpedantic -Wold-style-cast -Wshadow -Wnon-virtual-dtor
        -Woverloaded-virtual -Wimplicit-fallthrough -Wswitch -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # GCC 12 takes "text" + std::string for overlapping memory (GCC bug 105651).
    target_compile_options(tidegate_strict INTERFACE -Wno-restrict)
endif()
if(TIDEGATE_TESTING)
    target_compile_definitions(tidegate_strict INTERFACE TIDEGATE_TESTING)
endif()
if(TIDEGATE_SANITIZE)
    target_compile_options(tidegate_strict INTERFACE -fsanitize=${TIDEGATE_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(tidegate_strict INTERFACE -fsanitize=${TIDEGATE_SANITIZE})
endif()
