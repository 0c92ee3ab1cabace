// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "vault/keychain_vault.h"

#include <qt6keychain/keychain.h>

namespace tidegate::vault {

namespace {

VaultAnswer answerOf(const QKeychain::Job &job)
{
    switch (job.error()) {
    case QKeychain::NoError:
        break;
    case QKeychain::EntryNotFound:
        return {VaultAnswer::Kind::NotFound, {}, {}};
    case QKeychain::AccessDeniedByUser:
        return {VaultAnswer::Kind::Failed, {}, KeychainVault::tr("Access was denied.")};
    default:
        return {VaultAnswer::Kind::Failed, {}, job.errorString()};
    }
    VaultAnswer answer{VaultAnswer::Kind::Done, {}, {}};
    if (const auto *read = qobject_cast<const QKeychain::ReadPasswordJob *>(&job))
        answer.secret = read->textData();
    return answer;
}

} // namespace

VaultRequest *KeychainVault::start(QKeychain::Job *job, const QUuid &connection)
{
    // The job outlives a request that is cancelled: a keyring that asks for its password cannot be called back.
    auto *request = new VaultRequest(this);
    job->setKey(QStringLiteral("tidegate/connection/") + connection.toString(QUuid::WithoutBraces));
    job->setInsecureFallback(false);
    connect(job, &QKeychain::Job::finished, request,
            [request](QKeychain::Job *ended) { request->end(answerOf(*ended)); });
    QMetaObject::invokeMethod(
        job, [job] { job->start(); }, Qt::QueuedConnection);
    return request;
}

VaultRequest *KeychainVault::read(const QUuid &connection)
{
    return start(new QKeychain::ReadPasswordJob(QStringLiteral("tidegate")), connection);
}

VaultRequest *KeychainVault::write(const QUuid &connection, const QString &password, Keep)
{
    auto *job = new QKeychain::WritePasswordJob(QStringLiteral("tidegate"));
    job->setTextData(password);
    return start(job, connection);
}

VaultRequest *KeychainVault::remove(const QUuid &connection)
{
    return start(new QKeychain::DeletePasswordJob(QStringLiteral("tidegate")), connection);
}

VaultRequest *KeychainVault::probe()
{
    return read(QUuid());
}

VaultDescription KeychainVault::describe() const
{
#if defined(Q_OS_WIN)
    return {tr("the Windows Credential Manager"), true, {}};
#elif defined(Q_OS_MACOS)
    return {tr("the macOS Keychain"), true, {}};
#else
    return {tr("the desktop's keyring"), true, {}};
#endif
}

} // namespace tidegate::vault
