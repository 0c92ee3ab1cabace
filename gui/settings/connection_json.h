// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "settings/saved_connection.h"

#include <QByteArray>

#include <vector>

namespace tidegate::settings {

/// The file connections.json: {"format": 2, "connections": […]}. Entries without a valid id or URI text are left out.
QByteArray toJson(const std::vector<SavedConnection> &connections);
std::vector<SavedConnection> fromJson(const QByteArray &json);

} // namespace tidegate::settings
