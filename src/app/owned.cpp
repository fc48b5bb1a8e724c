#include "app/owned.hpp"

#include "app/data_folder.hpp"
#include "storage/folder/folder_store.hpp"
#include "storage/s3/s3_store.hpp"

namespace promo::app {

std::unique_ptr<core::Clock> make_clock(const Config& config) {
    if (!config.simulated_clock()) return std::make_unique<core::SystemClock>();
    const auto start = config.clock_start.value_or(core::SystemClock().now());
    return std::make_unique<core::SimulatedClock>(start, config.clock_rate);
}

db::Options database_options(const Config& config) {
    db::Options options;
    options.url = config.database_url;
    options.sqlite_path = sqlite_file(config).string();
    return options;
}

db::Options admin_options(const Config& config) {
    auto options = database_options(config);
    if (!config.database_admin_url.empty()) {
        options.serving_url = options.url;
        options.url = config.database_admin_url;
    }
    return options;
}

net::ClientOptions client_options(const Config& config) {
    net::ClientOptions options;
    options.allow_plain_http = config.environment == Environment::development;
    return options;
}

std::unique_ptr<storage::ObjectStore> make_object_store(const Config& config, net::HttpClient& client,
                                                        const core::SystemClock& clock, core::Entropy& entropy) {
    if (config.spaces_endpoint.empty()) {
        return std::make_unique<storage::FolderStore>(
            storage::FolderOptions{.path = object_folder(config).string(),
                                   .public_base_url = config.public_base_url + "/objects",
                                   .link_key = config.secret_key});
    }
    storage::S3Options options;
    options.endpoint = config.spaces_endpoint;
    options.region = config.spaces_region;
    options.bucket = config.spaces_bucket;
    options.access_key = config.spaces_access_key;
    options.secret_key = config.spaces_secret_key;
    options.public_base_url = config.spaces_public_base_url;
    return std::make_unique<storage::S3Store>(std::move(options), client, clock, entropy);
}

}  // namespace promo::app
