import LinkCore
