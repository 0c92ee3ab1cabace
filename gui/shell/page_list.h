// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "frame/page.h"
#include "frame/page_context.h"

#include <functional>
#include <vector>

namespace tidegate::shell {

/// Makes a page; the caller gives it a parent.
using PageFactory = std::function<frame::Page *(const frame::PageContext &context)>;

/// The pages that there are, in the order of the phases. A page joins the rail by joining this list.
std::vector<PageFactory> allPages();

} // namespace tidegate::shell
