// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

namespace tidegate::preflight {

/// Would a walsender with this application_name be a synchronous standby (exactness.md rule 0)? `setting` is the
/// server's synchronous_standby_names. It needs no rights to be read, and it tells before, while and after we are
/// connected, which pg_stat_replication.sync_state does not.
bool namesStandby(const std::string &setting, const std::string &applicationName);

} // namespace tidegate::preflight
