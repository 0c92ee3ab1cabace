// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "vault/memory_vault.h"

namespace tidegate::vault {

MemoryVault::MemoryVault(QString reason, QObject *parent) : Vault(parent), m_reason(std::move(reason)) {}

VaultRequest *MemoryVault::answerLater(const VaultAnswer &answer)
{
    auto *request = new VaultRequest(this);
    QMetaObject::invokeMethod(
        request, [request, answer] { request->end(answer); }, Qt::QueuedConnection);
    return request;
}

VaultRequest *MemoryVault::read(const QUuid &connection)
{
    const auto found = m_passwords.constFind(connection);
    if (found == m_passwords.constEnd())
        return answerLater({VaultAnswer::Kind::NotFound, {}, {}});
    return answerLater({VaultAnswer::Kind::Done, *found, {}});
}

VaultRequest *MemoryVault::write(const QUuid &connection, const QString &password, Keep)
{
    m_passwords.insert(connection, password);
    return answerLater({VaultAnswer::Kind::Done, {}, {}});
}

VaultRequest *MemoryVault::remove(const QUuid &connection)
{
    const bool found = m_passwords.remove(connection) > 0;
    return answerLater({found ? VaultAnswer::Kind::Done : VaultAnswer::Kind::NotFound, {}, {}});
}

VaultDescription MemoryVault::describe() const
{
    return {tr("memory, for this session only"), false, m_reason};
}

} // namespace tidegate::vault
