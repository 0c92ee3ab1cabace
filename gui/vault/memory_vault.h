// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "vault/vault.h"

#include <QHash>

namespace tidegate::vault {

/// Forgets everything when the window closes, and says so.
class MemoryVault : public Vault
{
    Q_OBJECT
public:
    /// `reason`: why nothing better is used, for people.
    explicit MemoryVault(QString reason, QObject *parent = nullptr);

    VaultRequest *read(const QUuid &connection) override;
    VaultRequest *write(const QUuid &connection, const QString &password, Keep keep) override;
    VaultRequest *remove(const QUuid &connection) override;
    VaultDescription describe() const override;

    bool holds(const QUuid &connection) const { return m_passwords.contains(connection); }

private:
    VaultRequest *answerLater(const VaultAnswer &answer);

    QHash<QUuid, QString> m_passwords;
    QString m_reason;
};

} // namespace tidegate::vault
