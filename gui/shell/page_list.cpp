// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "shell/page_list.h"

#include "pages/connections/connections_page.h"
#include "pages/schema/schema_page.h"
#include "pages/tables/tables_page.h"

namespace tidegate::shell {

namespace {

template <typename T>
frame::Page *make(const frame::PageContext &context)
{
    return new T(context);
}

} // namespace

std::vector<PageFactory> allPages()
{
    return {make<pages::ConnectionsPage>, make<pages::TablesPage>, make<pages::SchemaPage>};
}

} // namespace tidegate::shell
