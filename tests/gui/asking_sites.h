// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStringList>

namespace tidegate::tests {

/// The functions of the window ("CleanupPage::ask") that ask something dangerous, or offer a choice that loses
/// something, as the sources in `directory` have them; each once, in order of the alphabet. What opens the dialog of
/// dangerous questions by itself, without the asker, is among them.
QStringList askingSites(const QString &directory);

} // namespace tidegate::tests
