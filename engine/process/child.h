// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "process/run.h"

#include <memory>

class QProcess;

namespace tidegate::process {

/// A program while it runs; run() is the usual way. Belongs to one worker's thread, which must last as long as it: on
/// Linux the program ends with the thread that started it. The destructor ends it with its children, within a second.
class Child
{
public:
    /// Starts it. `command` must outlive this. Throws what run() throws.
    Child(const Command &command, StopToken stop);
    ~Child();
    Child(const Child &) = delete;
    Child &operator=(const Child &) = delete;

    /// Takes what it writes, for about `milliseconds` (less if something came); false once it has ended and all is
    /// taken. Throws Stopped, and ToolFailed for too much output.
    bool wait(int milliseconds);
    /// Whole after wait() has said false.
    Outcome &outcome() { return m_outcome; }

private:
    void start();
    void take();
    void end();

    const Command &m_command;
    StopToken m_stop;
    Outcome m_outcome;
    std::unique_ptr<QProcess> m_process;
};

} // namespace tidegate::process
