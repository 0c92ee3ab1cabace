# SPDX-FileCopyrightText: Tidegate contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# tidegate_room(NAME SOURCES a.cpp … [USES room …] [LIBRARIES target …] [MOC])
# A room is a folder of the engine and a static library of the same name. USES names the rooms whose
# headers it may include (tests/architecture/rooms.txt holds the whole table); base is free to all.
function(tidegate_room name)
    cmake_parse_arguments(ROOM "MOC" "" "SOURCES;USES;LIBRARIES" ${ARGN})
    add_library(tidegate_${name} STATIC ${ROOM_SOURCES})
    target_include_directories(tidegate_${name} PUBLIC "${PROJECT_SOURCE_DIR}/engine")
    target_link_libraries(tidegate_${name} PUBLIC ${ROOM_LIBRARIES} PRIVATE tidegate_strict)
    foreach(room IN LISTS ROOM_USES)
        target_link_libraries(tidegate_${name} PUBLIC tidegate_${room})
    endforeach()
    if(ROOM_MOC)
        set_target_properties(tidegate_${name} PROPERTIES AUTOMOC ON)
    endif()
endfunction()

# tidegate_test(NAME SOURCES a.cpp … ROOMS room … [LABELS label …] [SERVERS])
# A Qt Test program. SERVERS links tests/support and marks a test that starts real PostgreSQL servers.
function(tidegate_test name)
    cmake_parse_arguments(TEST "SERVERS" "TIMEOUT" "SOURCES;ROOMS;LABELS" ${ARGN})
    add_executable(${name} ${TEST_SOURCES})
    # Qt 6.4's moc cannot parse libstdc++'s <concepts>, which <compare> brings in; it needs nothing of it.
    set_target_properties(${name} PROPERTIES AUTOMOC ON AUTOMOC_MOC_OPTIONS -D_GLIBCXX_CONCEPTS)
    target_link_libraries(${name} PRIVATE tidegate_strict Qt6::Test)
    foreach(room IN LISTS TEST_ROOMS)
        target_link_libraries(${name} PRIVATE tidegate_${room})
    endforeach()
    if(TEST_SERVERS)
        target_link_libraries(${name} PRIVATE tidegate_support)
        list(APPEND TEST_LABELS servers)
    endif()
    if(NOT TEST_TIMEOUT)
        set(TEST_TIMEOUT 300)
    endif()
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES LABELS "${TEST_LABELS}" TIMEOUT ${TEST_TIMEOUT}
        # Qt Test's own watchdog counts several rows of a function as one; ctest's counts the program.
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;QTEST_FUNCTION_TIMEOUT=7200000")
endfunction()
