// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/stop_token.h"

#include <QThread>

#include <algorithm>

namespace tidegate {

void StopToken::pause(int milliseconds) const
{
    throwIfStopped();
    while (milliseconds > 0) {
        const int slice = std::min(milliseconds, 50);
        QThread::msleep(static_cast<unsigned long>(slice));
        milliseconds -= slice;
        throwIfStopped();
    }
}

} // namespace tidegate
