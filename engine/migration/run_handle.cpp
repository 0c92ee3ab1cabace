// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration/run_handle.h"

namespace tidegate::migration {

RunHandle::RunHandle(QObject *parent) : QObject(parent)
{
    qRegisterMetaType<tidegate::progress::ProgressSnapshot>();
    qRegisterMetaType<tidegate::migration::Event>();
    qRegisterMetaType<tidegate::migration::Outcome>();
    qRegisterMetaType<std::optional<tidegate::Problem>>();
}

} // namespace tidegate::migration
