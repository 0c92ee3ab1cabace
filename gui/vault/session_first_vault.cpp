// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "vault/session_first_vault.h"

#include "vault/keychain_vault.h"

#include <QPointer>

namespace tidegate::vault {

SessionFirstVault::SessionFirstVault(std::unique_ptr<Vault> lasting, QObject *parent)
    : Vault(parent), m_session(QString()), m_lasting(std::move(lasting))
{
}

std::unique_ptr<SessionFirstVault> SessionFirstVault::fromKeychain()
{
    auto keychain = std::make_unique<KeychainVault>();
    auto *probe = keychain->probe();
    auto vault = std::make_unique<SessionFirstVault>(std::move(keychain));
    vault->m_known = false;
    connect(probe, &VaultRequest::ended, vault.get(), &SessionFirstVault::probed);
    return vault;
}

std::unique_ptr<SessionFirstVault> SessionFirstVault::inMemory()
{
    auto vault = std::make_unique<SessionFirstVault>(nullptr);
    vault->m_reason = tr("The window was started so.");
    return vault;
}

void SessionFirstVault::probed(const VaultAnswer &answer)
{
    if (m_known)
        return;
    m_known = true;
    if (answer.kind == VaultAnswer::Kind::Failed) {
        m_reason = tr("No keychain answers here: %1").arg(answer.reason);
        m_lasting.release()->deleteLater(); // the probe's request, its child, is in the middle of telling us
    }
    emit known();
    emit described();
}

/// Ends `outer` as the request that `ask` makes ends; cancelling goes the other way.
void SessionFirstVault::forward(VaultRequest *outer, const Ask &ask)
{
    Vault &vault = m_lasting ? *m_lasting : static_cast<Vault &>(m_session);
    auto *inner = ask(vault);
    connect(inner, &VaultRequest::ended, outer, &VaultRequest::end);
    connect(outer, &VaultRequest::ended, inner, &VaultRequest::cancel);
}

VaultRequest *SessionFirstVault::whenKnown(Ask ask)
{
    auto *outer = new VaultRequest(this);
    if (m_known)
        forward(outer, ask);
    else
        connect(this, &SessionFirstVault::known, outer, [this, outer, ask] { forward(outer, ask); });
    return outer;
}

VaultRequest *SessionFirstVault::read(const QUuid &connection)
{
    if (m_session.holds(connection))
        return m_session.read(connection);
    return whenKnown([connection](Vault &vault) { return vault.read(connection); });
}

VaultRequest *SessionFirstVault::write(const QUuid &connection, const QString &password, Keep keep)
{
    if (keep == Keep::ThisSession)
        return m_session.write(connection, password, keep);
    // A password of this session would hide the one that is to be kept.
    m_session.remove(connection);
    return whenKnown([=](Vault &vault) { return vault.write(connection, password, keep); });
}

VaultRequest *SessionFirstVault::remove(const QUuid &connection)
{
    if (!m_lasting)
        return m_session.remove(connection);
    m_session.remove(connection);
    return whenKnown([connection](Vault &vault) { return vault.remove(connection); });
}

VaultDescription SessionFirstVault::describe() const
{
    if (m_lasting)
        return m_lasting->describe();
    auto description = m_session.describe();
    description.reason = m_reason;
    return description;
}

} // namespace tidegate::vault
