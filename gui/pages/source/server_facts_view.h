// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "catalog/server_facts.h"

#include <QTableWidget>

namespace tidegate::pages {

/// The two servers side by side: what they are, and the settings that matter to a migration.
class ServerFactsView : public QTableWidget
{
    Q_OBJECT
public:
    explicit ServerFactsView(QWidget *parent = nullptr);

    void show(const catalog::ServerFacts &source, const catalog::ServerFacts &target);

private:
    void addRow(const QString &what, const QString &source, const QString &target);
};

} // namespace tidegate::pages
