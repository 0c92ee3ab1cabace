// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "vault/vault_request.h"

namespace tidegate::vault {

VaultRequest::VaultRequest(QObject *vault) : QObject(vault)
{
    m_watchdog.setSingleShot(true);
    connect(&m_watchdog, &QTimer::timeout, this, &VaultRequest::stillWaiting);
    m_watchdog.start(patience);
}

VaultRequest::~VaultRequest()
{
    if (!m_ended) {
        m_ended = true;
        emit ended({VaultAnswer::Kind::Cancelled, {}, {}});
    }
}

void VaultRequest::cancel()
{
    end({VaultAnswer::Kind::Cancelled, {}, {}});
}

void VaultRequest::end(const VaultAnswer &answer)
{
    if (m_ended)
        return;
    m_ended = true;
    m_watchdog.stop();
    emit ended(answer);
    deleteLater();
}

} // namespace tidegate::vault
