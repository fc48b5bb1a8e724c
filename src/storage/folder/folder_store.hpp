#pragma once

#include <string>
#include <string_view>

#include "core/secret.hpp"
#include "storage/object_store.hpp"

namespace promo::storage {

struct FolderOptions {
    std::string path;             // made when it is missing
    std::string public_base_url;  // under which the program serves the objects, without the last slash
    core::Secret link_key;        // signs links; without one signed_url() throws StorageError
};

// Objects as files. A put is on disk when it returns, and was never half there: the object is written beside its place,
// synced, then renamed. One object is one file, metadata included. Safe from any thread and from several processes.
// Symbolic links are refused, not followed. Refuses to write when the disk is nearly full.
class FolderStore final : public ObjectStore {
public:
    explicit FolderStore(FolderOptions options);

    [[nodiscard]] PutResult put(std::string_view key, std::string_view body, const Put& options) override;
    std::optional<Object> get(std::string_view key) override;
    std::optional<ObjectInfo> head(std::string_view key) override;
    void remove(std::string_view key) override;
    Page list(std::string_view prefix, std::optional<std::string> after, std::size_t limit) override;

    std::string public_url(std::string_view key) const override;
    // The public address with `expires` (seconds since 1970) and `signature`.
    std::string signed_url(std::string_view key, core::Timestamp now, std::chrono::seconds valid) const override;
    // Whether the two query values of a signed address are ours and still valid.
    bool accepts_link(std::string_view key, std::string_view expires, std::string_view signature,
                      core::Timestamp now) const;

    // Also clears away what killed processes left half written.
    void check() override;

private:
    std::string link_signature(std::string_view key, std::string_view expires) const;

    FolderOptions options_;
};

}  // namespace promo::storage
