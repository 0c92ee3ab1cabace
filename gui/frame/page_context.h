// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace tidegate {
namespace ask {
class Asker;
}
namespace settings {
class ConnectionStore;
class Settings;
} // namespace settings
namespace vault {
class Vault;
}
namespace frame {

class Workspace;

/// All that a page may know of the rest of the window. The objects outlive every page.
struct PageContext {
    settings::Settings &settings;
    settings::ConnectionStore &connections;
    vault::Vault &vault;
    ask::Asker &asker;
    Workspace &workspace;
};

} // namespace frame
} // namespace tidegate
