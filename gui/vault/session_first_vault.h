// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "vault/memory_vault.h"

#include <functional>
#include <memory>

namespace tidegate::vault {

class KeychainVault;

/// What the window uses. Passwords for this session are in memory and asked first; the others are in a lasting vault,
/// where there is one: fromKeychain() probes, and until that has ended requests wait for it.
class SessionFirstVault : public Vault
{
    Q_OBJECT
public:
    explicit SessionFirstVault(std::unique_ptr<Vault> lasting, QObject *parent = nullptr);
    /// The keychain if it answers, else memory alone with the keychain's words as the reason.
    static std::unique_ptr<SessionFirstVault> fromKeychain();
    /// Memory alone, because the user wants it so.
    static std::unique_ptr<SessionFirstVault> inMemory();

    VaultRequest *read(const QUuid &connection) override;
    VaultRequest *write(const QUuid &connection, const QString &password, Keep keep) override;
    VaultRequest *remove(const QUuid &connection) override;
    VaultDescription describe() const override;

private:
    using Ask = std::function<VaultRequest *(Vault &)>;
    void probed(const VaultAnswer &answer);
    VaultRequest *whenKnown(Ask ask);
    void forward(VaultRequest *outer, const Ask &ask);

    MemoryVault m_session;
    std::unique_ptr<Vault> m_lasting; ///< null: there is none
    bool m_known = true;              ///< the probe has ended, or was not needed
    QString m_reason;

signals:
    void known();
};

} // namespace tidegate::vault
