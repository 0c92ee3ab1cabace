// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "shell/page_list.h"

#include "pages/activity/activity_page.h"
#include "pages/cleanup/cleanup_page.h"
#include "pages/connections/connections_page.h"
#include "pages/cutover/cutover_page.h"
#include "pages/schema/schema_page.h"
#include "pages/source/source_page.h"
#include "pages/sync/sync_page.h"
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
    return {
        make<pages::ConnectionsPage>,
        make<pages::SourcePage>,
        make<pages::TablesPage>,
        make<pages::SchemaPage>,
        make<pages::SyncPage>,
        make<pages::CutoverPage>,
        make<pages::CleanupPage>,
        make<pages::ActivityPage>,
    };
}

} // namespace tidegate::shell
