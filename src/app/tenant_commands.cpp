#include "app/tenant_commands.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <stdexcept>

#include "app/workshop.hpp"
#include "core/json_write.hpp"

namespace promo::app {
namespace {

constexpr std::int64_t kPage = 200;

std::vector<tenants::directory::Entry> all_tenants(Workshop& workshop) {
    std::vector<tenants::directory::Entry> all;
    std::optional<std::string> after;
    do {
        auto page = workshop.domains.directory.list({.search = {}, .after = after, .limit = kPage});
        all.insert(all.end(), page.tenants.begin(), page.tenants.end());
        after = page.next;
    } while (after);
    return all;
}

Exit set_status(Config config, const TenantArguments& arguments, tenants::TenantStatus status) {
    Workshop workshop(std::move(config));
    workshop.domains.tenants.set_status(core::TenantId(arguments.id), Workshop::actor(), status);
    std::cout << "Tenant " << arguments.id << " is " << core::enum_name(status) << ".\n";
    return Exit::good;
}

// A file that only its owner may read, and that is there whole or not at all: it holds a tenant.
class PrivateFile {
public:
    explicit PrivateFile(std::string path) : path_(std::move(path)), partial_(path_ + ".partial") {
        const int descriptor = ::open(partial_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        if (descriptor < 0) throw std::runtime_error("cannot write " + partial_ + ": " + std::strerror(errno));
        ::close(descriptor);
        stream_.open(partial_, std::ios::binary | std::ios::trunc);
    }
    ~PrivateFile() {
        if (!partial_.empty()) ::unlink(partial_.c_str());
    }
    PrivateFile(const PrivateFile&) = delete;
    PrivateFile& operator=(const PrivateFile&) = delete;

    void write(std::string_view text) { stream_ << text; }
    void keep() {
        stream_.close();
        if (!stream_) throw std::runtime_error("cannot write " + path_ + ": is there room on the disk?");
        std::filesystem::rename(partial_, path_);
        partial_.clear();
    }

private:
    std::string path_;
    std::string partial_;
    std::ofstream stream_;
};

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words)
        text += (text.empty() ? "" : ", ") + word;
    return text;
}

}  // namespace

Exit list_tenants(Config config, Output output) {
    Workshop workshop(std::move(config));
    const auto tenants = all_tenants(workshop);
    if (output == Output::json) {
        std::cout << core::json::to_text(tenants) << '\n';
        return Exit::good;
    }
    for (const auto& tenant : tenants) {
        std::cout << tenant.tenant_id.str() << '\t' << core::enum_name(tenant.status) << '\t' << tenant.members
                  << " members\t" << tenant.display_name << '\n';
    }
    return Exit::good;
}

Exit create_tenant(Config config, const TenantArguments& arguments) {
    Workshop workshop(std::move(config));
    std::optional<core::TenantId> id;
    if (arguments.wanted_id) id.emplace(*arguments.wanted_id);
    const auto tenant = workshop.domains.tenants.create(Workshop::actor(), arguments.name, id, arguments.owner_email);
    const auto owner = workshop.domains.invitations.invite_owner(tenant, Workshop::actor());
    std::cout << tenant.id.str() << '\n'
              << tenants::invitations::link(workshop.config.public_base_url, owner.token) << '\n';
    return Exit::good;
}

Exit suspend_tenant(Config config, const TenantArguments& arguments) {
    return set_status(std::move(config), arguments, tenants::TenantStatus::suspended);
}

Exit reactivate_tenant(Config config, const TenantArguments& arguments) {
    return set_status(std::move(config), arguments, tenants::TenantStatus::active);
}

Exit export_tenant(Config config, const TenantArguments& arguments) {
    Workshop workshop(std::move(config));
    const core::TenantId id(arguments.id);
    const auto keep = tenants::transfer::KeepSecrets::sealed;
    if (arguments.file.empty()) {
        workshop.domains.transfer.write(id, keep, [](std::string_view line) { std::cout << line; });
        std::cout.flush();
        if (!std::cout) throw std::runtime_error("standard output cannot be written");
        return Exit::good;
    }
    PrivateFile file(arguments.file);
    workshop.domains.transfer.write(id, keep, [&](std::string_view line) { file.write(line); });
    file.keep();
    std::cout << "Tenant " << arguments.id << " is in " << arguments.file
              << ". Its secrets open only where SECRET_KEY is the same.\n";
    return Exit::good;
}

Exit import_tenant(Config config, const TenantArguments& arguments) {
    std::ifstream file(arguments.file, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + arguments.file);
    Workshop workshop(std::move(config));
    std::optional<core::TenantId> as;
    if (arguments.wanted_id) as.emplace(*arguments.wanted_id);
    const auto next_line = [&]() -> std::optional<std::string> {
        std::string line;
        if (!std::getline(file, line)) return std::nullopt;
        return line;
    };
    const auto imported = workshop.domains.transfer.read(next_line, as, Workshop::actor());
    std::cout << "Tenant " << imported.tenant.str() << " (" << imported.name << ") is here.\n";
    for (const auto& [table, rows] : imported.rows)
        std::cout << "  " << table << '\t' << rows << '\n';
    if (!imported.left_behind.empty()) {
        std::cout << "Its secrets do not open here. Enter these again: " << joined(imported.left_behind) << ".\n";
    }
    return Exit::good;
}

Exit delete_tenant(Config config, const TenantArguments& arguments) {
    Workshop workshop(std::move(config));
    workshop.client.start();  // Telegram is told, and the object store
    workshop.domains.tenants.remove(core::TenantId(arguments.id), Workshop::actor(), arguments.name);
    std::cout << "Tenant " << arguments.id << " and all that was its own is deleted.\n";
    return Exit::good;
}

Exit rotate_secrets(Config config) {
    Workshop workshop(std::move(config));
    const auto rotation = workshop.domains.secrets.rotate();
    const auto record = [&](db::Tx& tx) {
        workshop.domains.audit.record(
            tx, {}, Workshop::actor(),
            {"secrets.rotated",
             "SECRET_KEY",
             {{"rotated", std::to_string(rotation.rotated)}, {"unreadable", std::to_string(rotation.unreadable)}}},
            workshop.clock->now());
    };
    if (rotation.rotated > 0) workshop.database->transact_as_system("record a rotation", record);
    std::cout << "Under the current SECRET_KEY now: " << rotation.rotated << ", already: " << rotation.current
              << ", not readable: " << rotation.unreadable << ".\n";
    if (rotation.unreadable == 0) return Exit::good;
    std::cout << "Neither SECRET_KEY nor SECRET_KEY_PREVIOUS opens the keys of those tenants. Set the one that was "
                 "used before as SECRET_KEY_PREVIOUS, and run this again.\n";
    return Exit::failed;
}

Exit forget_secrets(Config config, const TenantArguments& arguments) {
    if (!arguments.yes) {
        throw std::runtime_error(
            "this takes away every bot of " + arguments.id +
            " and its keys at vendors, which have to be entered again; if that is meant, add --yes");
    }
    Workshop workshop(std::move(config));
    workshop.client.start();
    const core::TenantId tenant(arguments.id);
    auto& domains = workshop.domains;
    std::function<void()> tell_telegram;
    workshop.database->transact_as_system("forget secrets", [&](db::Tx& tx) {
        tell_telegram = domains.connections.take_leave(tx, tenant);
        domains.transfer.forget_secrets(tx, tenant, Workshop::actor(), workshop.clock->now());
    });
    tell_telegram();
    std::cout << "Tenant " << arguments.id << " has no bots and no keys any more. Enter them again.\n";
    return Exit::good;
}

}  // namespace promo::app
